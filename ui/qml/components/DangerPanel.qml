import QtQuick

// A dangerous sign: what to do now, across the whole width, and it stays.
Rectangle {
    id: panel

    required property string level
    required property string words
    signal readAloud

    implicitHeight: column.implicitHeight + 2 * Theme.spaceL
    radius: Theme.radiusCard
    color: Theme.dangerSoft
    border.width: Theme.sizeFocusRing
    border.color: Theme.danger
    Accessible.role: Accessible.AlertMessage
    Accessible.name: panel.words

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceM

        Row {
            spacing: Theme.spaceM

            Icon {
                name: "triangle-alert"
                colour: Theme.danger
                extent: Theme.iconLarge
                anchors.verticalCenter: parent.verticalCenter
            }

            Words {
                text: panel.level === "999" || panel.level === "urgent" ? qsTr("Act now") : qsTr("Please take care of this")
                color: Theme.danger
                font.pixelSize: Theme.typeTitle
                font.bold: true
                Accessible.role: Accessible.Heading
            }
        }

        Words {
            width: parent.width
            text: panel.words
            color: Theme.danger
            font.bold: true
        }

        BigButton {
            objectName: "danger-read-aloud"
            text: qsTr("Read to me")
            iconName: "volume-2"
            kind: "quiet"
            onClicked: panel.readAloud()
        }
    }
}
