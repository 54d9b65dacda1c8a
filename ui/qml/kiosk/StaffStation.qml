import QtQuick
import "../components"

// The station: how today went, what works, the words on the first page, and the way out.
Column {
    id: list

    required property QtObject staff
    property int minutes: 0

    spacing: Theme.spaceL

    Repeater {
        model: [list.staff.today, list.staff.health]

        Flow {
            id: group

            required property var modelData

            width: list.width
            spacing: Theme.spaceM

            Repeater {
                model: group.modelData

                Card {
                    id: fact

                    required property var modelData

                    width: Math.max(words.implicitWidth, Theme.columnTab) + 2 * Theme.spaceL
                    height: words.implicitHeight + 2 * Theme.spaceM
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.join(" ")

                    Column {
                        id: words

                        anchors.centerIn: parent

                        Words {
                            text: fact.modelData[1]
                            font.pixelSize: Theme.typeTitle
                            font.bold: true
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }

                        Words {
                            text: fact.modelData[0]
                            color: Theme.muted
                            font.pixelSize: Theme.typeLabel
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }

    LineField {
        id: message

        width: parent.width
        label: qsTr("Words on the first page")
        longest: 120
        text: list.staff.message
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceS

        Repeater {
            model: [[0, qsTr("Until taken down")], [60, qsTr("For an hour")], [240, qsTr("For four hours")]]

            BigButton {
                required property var modelData

                objectName: "minutes-" + modelData[0]
                kind: list.minutes === modelData[0] ? "primary" : "soft"
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                text: modelData[1]
                onClicked: list.minutes = modelData[0]
            }
        }
    }

    Words {
        visible: list.staff.message !== ""
        width: parent.width
        text: qsTr("Shown now: %1").arg([list.staff.message, list.staff.messageUntil].filter(part => part !== "").join(" · "))
        color: Theme.info
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "show-message"
            iconName: "monitor"
            text: qsTr("Show them")
            enabled: message.text.trim() !== ""
            onClicked: list.staff.showMessage(message.text, list.minutes)
        }

        BigButton {
            objectName: "take-message-down"
            kind: "quiet"
            iconName: "x"
            text: qsTr("Take them down")
            enabled: list.staff.message !== ""
            onClicked: {
                message.text = "";
                list.staff.showMessage("", 0);
            }
        }
    }

    BigButton {
        objectName: "close-station"
        visible: list.staff.manager
        kind: "danger"
        iconName: "x"
        text: qsTr("End the station")
        onClicked: list.staff.closeStation()
    }
}
