import QtQuick

// A red flag of a reading, over every screen: the fixed words, the reading with its age, the call. It stays until
// somebody takes note.
Rectangle {
    id: banner

    required property QtObject alerts
    required property real tallest
    readonly property var alert: alerts.alert
    readonly property bool calling: (alert.call ?? "") !== ""

    visible: alerts.open
    implicitHeight: visible ? Math.min(column.implicitHeight + 2 * Theme.spaceM, tallest) : 0
    color: Theme.dangerSoft
    border.width: Theme.sizeFocusRing
    border.color: Theme.danger
    Accessible.role: Accessible.AlertMessage
    Accessible.name: alert.words ?? ""

    Connections {
        function onRaised(sentence) {
            words.Accessible.announce(sentence, Accessible.Assertive);
        }

        target: banner.alerts
    }

    ScrollArea {
        anchors.fill: parent
        anchors.margins: Theme.sizeFocusRing
        contentHeight: column.implicitHeight + 2 * (Theme.spaceM - Theme.sizeFocusRing)

        Column {
            id: column

            x: Theme.spaceXl
            y: Theme.spaceM - Theme.sizeFocusRing
            width: parent.width - 2 * Theme.spaceXl
            spacing: Theme.spaceS

            Row {
                width: parent.width
                spacing: Theme.spaceM

                Icon {
                    id: sign

                    name: "triangle-alert"
                    colour: Theme.danger
                    extent: Theme.iconLarge
                }

                Words {
                    id: words

                    objectName: "alert-words"
                    width: parent.width - sign.width - parent.spacing
                    text: banner.alert.words ?? ""
                    color: Theme.danger
                    font.bold: true
                    Accessible.role: Accessible.Heading
                }
            }

            Words {
                objectName: "alert-reading"
                width: parent.width
                text: [banner.alert.whose ?? "", banner.alert.reading ?? "", banner.alert.age ?? "", banner.alerts.more > 0 ? qsTr("and %1 more").arg(banner.alerts.more) : ""].filter(part => part !== "").join(" · ")
                color: Theme.danger
                font.pixelSize: Theme.typeControl
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: banner.alerts.failure
                color: Theme.danger
                font.pixelSize: Theme.typeCaption
            }

            Flow {
                width: parent.width
                spacing: Theme.spaceM

                BigButton {
                    objectName: "alert-call"
                    visible: banner.calling
                    leastHeight: Theme.sizeTarget
                    kind: "danger"
                    iconName: "phone"
                    text: qsTr("Call %1").arg(banner.alert.call ?? "")
                    onClicked: Qt.openUrlExternally("tel:" + banner.alert.call)
                }

                BigButton {
                    objectName: "alert-read"
                    leastHeight: Theme.sizeTarget
                    kind: "quiet"
                    iconName: "volume-2"
                    text: qsTr("Read to me")
                    onClicked: banner.alerts.readAloud()
                }

                BigButton {
                    objectName: "alert-acknowledge"
                    leastHeight: Theme.sizeTarget
                    kind: "quiet"
                    iconName: "check"
                    text: qsTr("I have read this")
                    onClicked: banner.alerts.acknowledge()
                }
            }
        }
    }
}
