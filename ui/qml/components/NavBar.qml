import QtQuick
import QtQuick.Controls.Basic

// The way between the screens, always at the left.
Rectangle {
    id: bar

    required property QtObject shell
    required property bool listening
    readonly property var looks: ({
            "home": [qsTr("Home"), "house"],
            "conversation": [qsTr("Talk"), "message-circle"],
            "trends": [qsTr("Trends"), "chart-line"],
            "report": [qsTr("Report"), "file-text"],
            "library": [qsTr("Library"), "book-open"],
            "devices": [qsTr("Devices"), "bluetooth"],
            "settings": [qsTr("Settings"), "settings"]
        })

    // Lower in a low window, so that all of them fit.
    readonly property real itemHeight: Math.max(Theme.sizeTarget, Math.min(Theme.sizeNavItem, bar.height / repeater.count))

    readonly property bool tight: bar.height > 0 && repeater.count * (bold.height + Theme.iconLarge + 2 * Theme.spaceXs) > bar.height

    // What large words leave of an item.
    readonly property real tightIcon: Math.min(Theme.iconSmall, Math.max(Theme.spaceL, itemHeight - bold.height - 2 * Theme.spaceS))

    // As wide as the longest word will be when it is the selected one, so that nothing moves.
    readonly property real longestWord: Math.max(...Object.values(looks).map(look => bold.advanceWidth(look[0])))

    implicitWidth: Math.max(Theme.sizeNavBar, Math.ceil(longestWord) + 2 * (Theme.spaceS + Theme.spaceXs))
    color: Theme.surface
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Screens")

    FontMetrics {
        id: bold

        font.pixelSize: Theme.typeLabel
        font.bold: true
    }

    Rectangle {
        anchors.right: parent.right
        width: Theme.sizeBorder
        height: parent.height
        color: Theme.line
    }

    // Scrolls where large text does not leave room for all of them.
    ScrollArea {
        anchors.fill: parent
        contentHeight: Math.max(height, items.height)

        Column {
            id: items

            anchors.horizontalCenter: parent.horizontalCenter
            anchors.verticalCenter: parent.verticalCenter
            spacing: Math.max(0, Math.min(Theme.spaceS, (bar.height - repeater.count * bar.itemHeight) / (repeater.count + 1)))

            Repeater {
                id: repeater

                model: Object.keys(bar.looks)

                AbstractButton {
                    id: item

                    required property string modelData
                    readonly property bool selected: bar.shell.section === modelData
                    readonly property bool hears: bar.listening && modelData === "conversation"

                    objectName: "nav-" + modelData
                    text: bar.looks[modelData][0]
                    width: bar.width - 2 * Theme.spaceS
                    height: Math.max(bar.itemHeight, implicitContentHeight)
                    focusPolicy: Qt.StrongFocus
                    checkable: false
                    checked: selected
                    scale: down ? 0.97 : 1
                    onClicked: bar.shell.show(modelData)
                    Accessible.role: Accessible.PageTab
                    Accessible.name: hears ? qsTr("%1, the microphone is on").arg(text) : text
                    Accessible.selected: selected
                    Accessible.onPressAction: click()
                    Keys.onReturnPressed: click()
                    Keys.onUpPressed: if (repeater.itemAt(index - 1))
                        repeater.itemAt(index - 1).forceActiveFocus(Qt.BacktabFocusReason)
                    Keys.onDownPressed: if (repeater.itemAt(index + 1))
                        repeater.itemAt(index + 1).forceActiveFocus(Qt.TabFocusReason)

                    required property int index

                    background: Rectangle {
                        radius: Theme.radiusCard
                        color: item.selected ? Theme.primarySoft : Theme.surface
                        border.width: item.selected ? Theme.selectedBorder : 0
                        border.color: Theme.primary

                        FocusRing {
                            around: item
                        }
                    }

                    contentItem: Item {
                        implicitHeight: column.implicitHeight

                        Column {
                            id: column

                            anchors.centerIn: parent
                            spacing: bar.tight ? 0 : Theme.spaceXs

                            Icon {
                                anchors.horizontalCenter: parent.horizontalCenter
                                name: item.hears ? "mic" : bar.looks[item.modelData][1]
                                colour: item.hears ? Theme.danger : item.selected ? Theme.primary : Theme.muted
                                extent: bar.tight ? bar.tightIcon : Theme.iconLarge
                            }

                            Words {
                                id: words

                                anchors.horizontalCenter: parent.horizontalCenter
                                text: item.text
                                color: item.selected ? Theme.primary : Theme.muted
                                font.pixelSize: Theme.typeLabel
                                font.bold: item.selected
                                wrapMode: Text.NoWrap
                                Accessible.ignored: true
                            }
                        }
                    }
                }
            }
        }
    }
}
