import QtQuick
import QtQuick.Controls.Basic

// The one big thing to do: tap to talk, tap to stop. Shows the six states of talking.
AbstractButton {
    id: orb

    required property string talkState
    property real level: 0
    property real extent: Theme.sizeOrbTalk
    property bool worded: false
    readonly property bool blocked: talkState === "blocked"
    readonly property bool listening: talkState === "listening"
    readonly property color ink: blocked ? Theme.muted : talkState === "error" ? Theme.warn : Theme.onPrimary
    readonly property color fill: blocked ? Theme.surface2 : talkState === "error" ? Theme.warnSoft : Theme.primary

    text: ({
            "idle": qsTr("Tap to talk"),
            "listening": qsTr("Stop listening"),
            "thinking": qsTr("Stop thinking"),
            "speaking": qsTr("Stop speaking"),
            "error": qsTr("Try again"),
            "blocked": qsTr("Microphone off")
        })[talkState]
    implicitWidth: extent
    implicitHeight: extent
    focusPolicy: Qt.StrongFocus
    scale: down ? 0.97 : 1
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()

    background: Item {
        Rectangle {
            id: outer

            anchors.centerIn: parent
            width: orb.extent
            height: width
            radius: width / 2
            color: orb.blocked ? Theme.muted : orb.talkState === "error" ? Theme.warn : Theme.primary
            opacity: orb.listening ? 0.12 : 0.22
            scale: orb.listening ? 0.86 + 0.14 * orb.level : 1

            Behavior on scale {
                NumberAnimation {
                    duration: Theme.motionPress
                }
            }
        }

        Rectangle {
            anchors.centerIn: parent
            visible: orb.listening
            width: orb.extent * 0.85
            height: width
            radius: width / 2
            color: Theme.primary
            opacity: 0.22
        }

        Rectangle {
            id: core

            anchors.centerIn: parent
            width: orb.extent * (orb.worded ? 0.81 : 0.68)
            height: width
            radius: width / 2
            color: orb.fill
            border.width: orb.blocked || orb.talkState === "error" ? Theme.sizeBorder : 0
            border.color: orb.ink

            FocusRing {
                around: orb
            }

            SequentialAnimation on scale {
                running: orb.talkState === "thinking" && Theme.motionBreath > 0
                loops: Animation.Infinite
                onStopped: core.scale = 1

                NumberAnimation {
                    to: 0.94
                    duration: Theme.motionBreath / 2
                    easing.type: Easing.OutQuad
                }
                NumberAnimation {
                    to: 1
                    duration: Theme.motionBreath / 2
                    easing.type: Easing.OutQuad
                }
            }
        }
    }

    contentItem: Item {
        Column {
            anchors.centerIn: parent
            spacing: Theme.spaceXs

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: orb.blocked ? "mic-off" : orb.talkState === "speaking" ? "volume-2" : orb.talkState === "error" ? "triangle-alert" : "mic"
                colour: orb.ink
                extent: Theme.sizeIconOrb * (orb.worded ? 1 : 0.86)
                visible: orb.talkState !== "thinking"
            }

            Words {
                visible: orb.talkState === "thinking"
                text: "● ● ●"
                color: orb.ink
                font.pixelSize: Theme.typeLabel
                anchors.horizontalCenter: parent.horizontalCenter
                Accessible.ignored: true
            }

            Words {
                visible: orb.worded
                text: orb.text
                color: orb.ink
                font.bold: true
                font.pixelSize: Math.min(Theme.typeBody, orb.extent * 0.1)
                width: Math.min(implicitWidth, orb.extent * 0.66)
                horizontalAlignment: Text.AlignHCenter
                anchors.horizontalCenter: parent.horizontalCenter
                Accessible.ignored: true
            }
        }
    }
}
